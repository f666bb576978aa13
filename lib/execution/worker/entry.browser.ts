/** The module of a worker that Pincer starts itself. */
import { serve } from './serve.browser.js';

serve();
