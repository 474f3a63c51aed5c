/**
 * The promise's outcome, unless it takes longer: then the error that `tooLate` makes. The work behind the promise goes on; what becomes
 * of it later is not looked at.
 */
export const withinTime = <Result>(
  promise: Promise<Result>,
  milliseconds: number,
  tooLate: () => Error,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), milliseconds);
    promise.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
