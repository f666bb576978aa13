/** The module of the page's own worker: what its refiners' module defines is served. */
import './refiners.js';
import { serve } from 'pincer/worker';

serve();
