/** The module of the page's workers. */
import { serve } from 'pincer/worker';

serve();
