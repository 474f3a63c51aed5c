import { useState } from 'preact/hooks';
import { ProblemError } from '../../api/problem.js';
import { signIn } from '../../api/session.js';
import { useTexts, type Texts } from '../../texts/texts.js';
import { LanguageChoice } from '../../frame/choices.js';
import './signIn.css';

const messageOf = (error: unknown, texts: Texts['frame']): string => {
  if (!(error instanceof ProblemError)) return texts.failed;
  if (error.status === 401) return texts.signIn.unknown;
  return error.status === 429 ? texts.signIn.tooMany : (error.detail ?? error.title);
};

/** Where no session is: the address stays, so that signing in leads to what was asked for. */
export const SignIn = () => {
  const texts = useTexts().frame;
  const [error, setError] = useState<unknown>(null);
  const [isAsking, setAsking] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const key = new FormData(event.currentTarget as HTMLFormElement).get('key');
    setAsking(true);
    setError(null);
    await signIn(typeof key === 'string' ? key.trim() : '').catch(setError);
    setAsking(false);
  };
  return (
    <main class="signIn">
      <form onSubmit={(event) => void submit(event)}>
        <p class="product">{texts.product}</p>
        <h1>{texts.signIn.title}</h1>
        <input
          class="hidden"
          name="username"
          autocomplete="username"
          value={texts.product}
          readOnly
          tabIndex={-1}
          aria-hidden
        />
        <label for="key">{texts.signIn.key}</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          required
          aria-describedby="keyHint keyError"
          aria-invalid={error !== null}
        />
        <p id="keyHint" class="muted">
          {texts.signIn.hint}
        </p>
        <p id="keyError" class="bad" role="alert">
          {error !== null && messageOf(error, texts)}
        </p>
        <button class="primary" disabled={isAsking}>
          {texts.signIn.submit}
        </button>
      </form>
      <LanguageChoice />
    </main>
  );
};
