import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';

export interface TextFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}
interface Citation {
  readonly line: number;
  /** The cited file, from the repository's root. */
  readonly path: string;
  /** The heading's anchor; null where the whole file is cited. */
  readonly anchor: string | null;
}

const FENCED = /^(```|~~~)[\s\S]*?^\1/gm;
const HEADING = /^#{1,6} (.*)$/gm;
const LINK = /\[([^\]]*)\]\([^)]*\)/g;
/** `docs/NAME.md#anchor`, `docs/decisions/NNNN-title.md` (or the beginning of one), in running text. */
const IN_TEXT = /(?<![\w/.-])(docs\/[\w/-]*\w(?:\.md|\.mjs)?)(?:#([\w-]+))?/g;
/** The target of a Markdown link, unless it leads out of the repository. */
const IN_LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g;
/** Documents that are not in the repository, and the number of a decision without its file. */
const FOREIGN = /(?<!docs\/|\]\(|\.\.\/|\[)\b(?:domain|design|api|style|dashboard)\.md\b|\((?:see )?0\d{3}\)/g;

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** The anchors of a guide's headings, as GitHub makes them. */
export const anchorsOf = (markdown: string): ReadonlySet<string> => {
  const slugger = new GithubSlugger();
  const headings = markdown.replace(FENCED, '').matchAll(HEADING);
  return new Set([...headings].map(([, heading = '']) => slugger.slug(heading.replace(LINK, '$1'))));
};

const citationsOf = ({ path, text }: TextFile): readonly Citation[] => {
  const inText = [...text.matchAll(IN_TEXT)].map((match) => ({
    line: lineOf(text, match.index),
    path: match[1] ?? '',
    anchor: match[2] ?? null,
  }));
  if (!path.endsWith('.md')) return inText;
  const inLinks = [...text.matchAll(IN_LINK)].map((match) => ({
    line: lineOf(text, match.index),
    path: match[1] === '' ? path : posix.join(posix.dirname(path), match[1] ?? ''),
    anchor: match[2] ?? null,
  }));
  return [...inText, ...inLinks];
};

/**
 * Citations of guides and decisions that are not there, each as a line for the reader. `exists` answers for a path of any kind:
 * a file or a folder.
 */
export const brokenCitations = (files: readonly TextFile[], exists: (path: string) => boolean): readonly string[] => {
  const anchors = new Map(files.map(({ path, text }) => [path, anchorsOf(text)]));
  const faultOf = ({ path, anchor }: Citation): string | null => {
    if (!exists(path)) return `there is no ${path}`;
    if (anchor !== null && anchors.get(path)?.has(anchor) !== true) return `${path} has no heading for #${anchor}`;
    return null;
  };
  return files.flatMap((file) =>
    citationsOf(file).flatMap((citation) => {
      const fault = faultOf(citation);
      return fault === null ? [] : [`${file.path}:${citation.line}: ${fault}`];
    }),
  );
};

/** Citations of documents that a reader of the repository does not have, each as a line for the reader. */
export const foreignCitations = (files: readonly TextFile[]): readonly string[] =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(FOREIGN)].map(
      (match) =>
        `${path}:${lineOf(text, match.index)}: "${match[0]}" is not in the repository: cite docs/NAME.md#heading or docs/decisions/NNNN-title.md`,
    ),
  );
