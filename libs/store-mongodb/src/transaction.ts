import { ReadConcern, WriteConcern, type ClientSession, type MongoClient, type TransactionOptions } from 'mongodb';

const DURABLE: TransactionOptions = {
  readConcern: new ReadConcern('snapshot'),
  writeConcern: new WriteConcern('majority', undefined, true),
};

/** Runs `work` in one transaction: committed (durable on a majority) when it resolves, undone when it rejects. Nothing is tried again. */
export const inTransaction = async <Result>(
  client: MongoClient,
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> => {
  const session = client.startSession();
  try {
    session.startTransaction(DURABLE);
    const result = await work(session);
    await session.commitTransaction();
    return result;
  } finally {
    // undoes what was not committed; where the server is away, it does so itself
    await session.endSession();
  }
};
