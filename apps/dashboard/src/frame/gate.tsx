import { isSignedOut } from '../api/problem.js';
import { SessionContext, useSessionQuery } from '../api/session.js';
import { Answer } from '../parts/answer.js';
import { SignIn } from '../screens/signIn/signIn.js';
import { Frame } from './frame.js';

/** The sign-in page where there is no session, else the frame. On loopback without keys there always is one. */
export const Gate = () => {
  const query = useSessionQuery();
  if (isSignedOut(query.error)) return <SignIn />;
  if (query.data === undefined) return <Answer query={query}>{() => null}</Answer>;
  return (
    <SessionContext.Provider value={query.data}>
      <Frame />
    </SessionContext.Provider>
  );
};
