import type { EventLog } from '#ports';
import { describeEventLog } from '../../../test/contract/eventLog.contract.js';
import type { StoreUnderTest } from '../../../test/contract/storeUnderTest.js';
import { EventStoreDouble } from '../../../test/doubles/eventstore/eventStoreDouble.js';
import { openEventStoreLog } from './openEventStoreLog.js';

const onDouble = async (): Promise<StoreUnderTest<EventLog>> => {
  const double = await EventStoreDouble.start();
  return { open: () => openEventStoreLog({ url: double.url }), dispose: () => double.dispose() };
};

describeEventLog('EventStoreDB (protocol double)', onDouble, { canScan: false });

const serverUrl = process.env.EVENTSTORE_URL;
if (serverUrl !== undefined && serverUrl !== '') {
  let isMade = false;
  // A server holds one log. A test that wants a second log gets a double.
  const onServer = (): Promise<StoreUnderTest<EventLog>> => {
    if (isMade) return onDouble();
    isMade = true;
    return Promise.resolve({ open: () => openEventStoreLog({ url: serverUrl }), dispose: () => Promise.resolve() });
  };
  describeEventLog('EventStoreDB (EVENTSTORE_URL)', onServer, { canScan: false });
}
