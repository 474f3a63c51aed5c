import { ReadConcern, type ClientSession, type MongoClient, type TransactionOptions } from 'mongodb';

/**
 * Runs `work` in one transaction: committed, with the given write concern, when it resolves, undone by the end of the session when it
 * rejects. Nothing is tried again.
 */
export const inTransaction = <Result>(
  client: MongoClient,
  options: Required<Pick<TransactionOptions, 'writeConcern'>>,
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> =>
  client.withSession(async (session) => {
    session.startTransaction({ readConcern: new ReadConcern('snapshot'), ...options });
    const result = await work(session);
    await session.commitTransaction();
    return result;
  });
