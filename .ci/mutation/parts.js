/** Which mutants are tried: a sample of each subject, in parts of so many that one takes less than half an hour. */

/** The folders of lib/ whose mutants are tried, by the folder of the specs that are to find them. */
export const subjects = {
  exact: 'exact',
  graph: 'graph',
  coordinator: 'coordinator/@(goals|leases|operations|queue)',
};

/** The sample of a subject has so many parts. */
export const PARTS = 10;
export const MUTANTS_OF_PART = 50;
/** Another one gives another sample. */
export const SEED = 1;

export function reportOf(subject, part) {
  return `build/mutation/${subject}-${part}.json`;
}

/** Whether a spec has found a mutant of a report. */
export function isFound({ status }) {
  return status === 'Killed' || status === 'Timeout' || status === 'RuntimeError';
}
