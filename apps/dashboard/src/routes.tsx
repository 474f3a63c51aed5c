import { lazy, Suspense } from 'preact/compat';
import { Redirect, Route, Switch } from 'wouter-preact';
import { Skeleton } from './parts/skeleton.js';
import { NotFound } from './screens/notFound.js';

const loadCalls = () => import('./screens/calls/calls.js');
const loadCall = () => import('./screens/call/call.js');

/** Begins to load the page that an address most often asks for, while the session is still being asked for. */
export const preloadPage = (path: string): void => {
  if (/\/(calls)?$/.test(path)) void loadCalls();
  else if (/\/calls\//.test(path)) void loadCall();
};

const Calls = lazy(loadCalls);
const CallScreen = lazy(loadCall);
const Records = lazy(() => import('./screens/records/records.js'));
const RecordScreen = lazy(() => import('./screens/record/record.js'));
const Live = lazy(() => import('./screens/live/live.js'));
const Statistics = lazy(() => import('./screens/statistics/statistics.js'));
const Quality = lazy(() => import('./screens/quality/quality.js'));
const Rebuilds = lazy(() => import('./screens/rebuilds/rebuilds.js'));
const Exports = lazy(() => import('./screens/exports/exports.js'));

/** The addresses of the app, below its base. Each page is a file of its own that is loaded when it is first opened. */
export const Routes = () => (
  <Suspense fallback={<Skeleton />}>
    <Switch>
      <Route path="/calls" component={Calls} />
      <Route path="/calls/:id">{({ id }) => <CallScreen key={id} id={id} />}</Route>
      <Route path="/records" component={Records} />
      <Route path="/records/:id">{({ id }) => <RecordScreen key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/live" component={Live} />
      <Route path="/stats" component={Statistics} />
      <Route path="/quality" component={Quality} />
      <Route path="/rebuilds" component={Rebuilds} />
      <Route path="/exports" component={Exports} />
      <Route path="/">
        <Redirect to="/calls" replace />
      </Route>
      <Route component={NotFound} />
    </Switch>
  </Suspense>
);
