/** The promise's outcome, or `tooLate`'s error when it takes longer. The work behind the promise goes on. */
export const withinTime = <Result>(
  promise: Promise<Result>,
  milliseconds: number,
  tooLate: () => Error,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
