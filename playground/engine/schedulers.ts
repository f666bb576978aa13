/** The scheduler of a name. Those that Pincer's own is compared with are loaded after the first digits. */
import type { Graph } from 'pincer/coordinator';
import { late } from '../late/late.js';
import type { PolicyName } from '../question.js';
import { pull } from './scheduler.js';
import type { Scheduler } from './scheduler.js';

const others = late('policies', () => import('./compared.js'));

export function schedulerFor(policy: PolicyName, graph: Graph, incarnation: string): Scheduler {
  return policy === 'pull'
    ? pull(graph, incarnation)
    : others().schedulerBy(policy, graph, incarnation);
}
