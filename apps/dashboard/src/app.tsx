import { QueryClientProvider } from '@tanstack/preact-query';
import { useEffect, useState } from 'preact/hooks';
import { Router } from 'wouter-preact';
import { queryClient } from './api/queryClient.js';
import { Gate } from './frame/gate.js';
import { language } from './settings/language.js';
import { APP_BASE } from './settings/served.js';
import { loadTexts, SpokenContext, type Spoken } from './texts/texts.js';

/** The words of the language in use; while another is loaded, those of the last one stay. */
const useLoadedTexts = (): Spoken | null => {
  const chosen = language.use();
  const [spoken, setSpoken] = useState<Spoken | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void loadTexts(chosen).then((texts) => {
      if (!isCurrent) return;
      document.documentElement.lang = chosen;
      setSpoken({ language: chosen, texts });
    });
    return () => {
      isCurrent = false;
    };
  }, [chosen]);
  return spoken;
};

export const App = () => {
  const spoken = useLoadedTexts();
  if (spoken === null) return null;
  return (
    <SpokenContext.Provider value={spoken}>
      <QueryClientProvider client={queryClient}>
        <Router base={APP_BASE}>
          <Gate />
        </Router>
      </QueryClientProvider>
    </SpokenContext.Provider>
  );
};
