import { ProblemError } from '../api/problem.js';
import { useTexts } from '../texts/texts.js';

interface ProblemProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What went wrong, in the server's words, in place of what could not be loaded. */
export const Problem = ({ error, onRetry }: ProblemProps) => {
  const texts = useTexts().frame;
  const problem = error instanceof ProblemError ? error : null;
  const fields = [...(problem?.fields ?? [])];
  return (
    <div class="problem" role="alert">
      <p class="title">{problem?.title ?? texts.failed}</p>
      {fields.length === 0 && problem?.detail != null && <p>{problem.detail}</p>}
      {fields.length > 0 && (
        <ul>
          {fields.map(([field, message]) => (
            <li key={field}>
              <code>{field}</code>: {message}
            </li>
          ))}
        </ul>
      )}
      <button onClick={onRetry}>{texts.retry}</button>
    </div>
  );
};
