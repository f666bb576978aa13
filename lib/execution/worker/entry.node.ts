/** The module of a worker thread that Pincer starts itself. */
import { serve } from './serve.node.js';

serve();
