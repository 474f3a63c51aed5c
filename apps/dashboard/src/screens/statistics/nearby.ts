import { createContext, type RefObject } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';

/** Whether charts load wherever they are: for printing, which shows all of them. */
export const LoadsAllContext = createContext(false);

const MARGIN = '400px';

/** Whether an element has come near the window, or everything is to be loaded; stays true. */
export const useNearby = (): { readonly element: RefObject<HTMLElement>; readonly isNearby: boolean } => {
  const element = useRef<HTMLElement>(null);
  const loadsAll = useContext(LoadsAllContext);
  const [wasNearby, setNearby] = useState(false);
  const isNearby = wasNearby || loadsAll;
  useEffect(() => {
    if (isNearby || element.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNearby(true),
      { rootMargin: MARGIN },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isNearby]);
  return { element, isNearby };
};
