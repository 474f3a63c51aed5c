import { v5 } from 'uuid';

/** Namespace of the linker's own events, so that the same link or note has the same id whoever writes it. */
const LINKER_NAMESPACE = '8f6ad3a4-5f0e-4a43-9a54-3d3c2a4d6c1e';

export const linkerEventId = (text: string): string => v5(text, LINKER_NAMESPACE);
