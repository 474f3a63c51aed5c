import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { Skeleton } from '../parts/skeleton.js';
import { useTexts } from '../texts/texts.js';
import { isBeingReloaded } from './upgrade.js';

const report = (error: unknown): void => {
  if (!isBeingReloaded()) console.error(error);
};

/** In place of a page that fails, or whose files cannot be loaded: says so and offers to load it anew. The frame around it stays. */
export const PageGuard = ({ children }: { children: ComponentChildren }) => {
  const texts = useTexts().frame;
  const [error] = useErrorBoundary(report) as [unknown, () => void];
  if (error === undefined) return <>{children}</>;
  if (isBeingReloaded()) return <Skeleton />;
  return (
    <div class="problem" role="alert">
      <p class="title">{texts.failed}</p>
      <button onClick={() => window.location.reload()}>{texts.reload}</button>
    </div>
  );
};
