/** Digits on the calling thread, in modules and in CommonJS, which has no `await` at its top. */
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
