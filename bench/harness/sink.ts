/** Takes what timed runs compute, so that no compiler leaves it out. */
export const sink: { value: unknown } = { value: undefined };
