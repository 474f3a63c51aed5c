import { ReadConcern, WriteConcern, type ClientSession, type MongoClient, type TransactionOptions } from 'mongodb';

const DURABLE: TransactionOptions = {
  readConcern: new ReadConcern('snapshot'),
  writeConcern: new WriteConcern('majority', undefined, true),
};

/**
 * Runs `work` in one transaction: committed (durable on a majority) when it resolves, undone by the end of the session when it rejects.
 * Nothing is tried again.
 */
export const inTransaction = <Result>(
  client: MongoClient,
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> =>
  client.withSession(async (session) => {
    session.startTransaction(DURABLE);
    const result = await work(session);
    await session.commitTransaction();
    return result;
  });
