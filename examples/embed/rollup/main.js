/** Digits on the calling thread: workers start from modules of the package, which a bundle that holds it has not. */
import { createSession, pi, sqrt } from 'pincer';

const value = sqrt(2).add(pi);
console.log(value.refineSync({ digits: 20 }).digits);

const session = createSession();
value
  .refine({ digits: 40 }, { session })
  .then(({ digits }) => {
    console.log(digits, 'inline');
  })
  .finally(() => session.close());
