/** The module of the page's own worker. */
import { serve } from 'pincer/worker';
import { crawler, third } from './refiners.js';

serve([third, crawler]);
