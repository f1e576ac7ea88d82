/** Waiting for several pieces of work of which none may be left running behind the back of whoever gave it. */

/** What all give, in order; when some fail, the error of the first of them, once all have ended. */
export async function allDone<Results extends readonly unknown[]>(work: { readonly [Index in keyof Results]: Promise<Results[Index]> | Results[Index] }): Promise<Results> {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as Results;
}
