/** The module of a worker of the page that lists what it serves. */
import { serve } from 'pincer/worker';
import { crawler, third } from './refiners.js';

serve([third, crawler]);
