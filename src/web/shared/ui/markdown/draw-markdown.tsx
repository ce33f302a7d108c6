import type { fromMarkdown } from 'mdast-util-from-markdown';
import { createElement, Fragment } from 'react';
import type { ReactNode } from 'react';

type Tree = ReturnType<typeof fromMarkdown>;
type Node = Tree['children'][number];
type List = Extract<Node, { type: 'list' }>;

/** What is known of the whole text. */
interface Whole {
  /** Where a name that links and pictures refer to leads, by that name. */
  readonly places: Map<string, string>;
  /** How deep its headings are: `#` is 1. */
  readonly depths: Set<number>;
  readonly firstLevel: number;
}

/**
 * Elements for what was written (CommonMark). They are made of plain text and safe addresses, whatever was written. The
 * highest of its headings is an `h<firstLevel>`, the next lower ones follow without a gap.
 */
export function drawMarkdown(tree: Tree, firstLevel: number): ReactNode {
  const whole: Whole = { places: new Map(), depths: new Set(), firstLevel };
  readWhole(tree.children, whole);
  return drawAll(tree.children, whole);
}

function drawAll(nodes: readonly Node[], whole: Whole): ReactNode[] {
  return nodes.map((node, index) => <Fragment key={index}>{draw(node, whole)}</Fragment>);
}

function draw(node: Node, whole: Whole): ReactNode {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value; // HTML is text like any other
    case 'paragraph':
      return <p>{drawAll(node.children, whole)}</p>;
    case 'heading':
      return drawHeading(node.depth, whole, drawAll(node.children, whole));
    case 'emphasis':
      return <em>{drawAll(node.children, whole)}</em>;
    case 'strong':
      return <strong>{drawAll(node.children, whole)}</strong>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'code':
      return (
        <pre>
          <code>{node.value}</code>
        </pre>
      );
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'blockquote':
      return <blockquote>{drawAll(node.children, whole)}</blockquote>;
    case 'list':
      return drawList(node, whole);
    case 'link':
      return <OutwardLink url={node.url}>{drawAll(node.children, whole)}</OutwardLink>;
    case 'linkReference':
      return <OutwardLink url={whole.places.get(node.identifier)}>{drawAll(node.children, whole)}</OutwardLink>;
    case 'image':
      return <img src={safeAddress(node.url)} alt={node.alt ?? ''} />;
    case 'imageReference':
      return <img src={safeAddress(whole.places.get(node.identifier))} alt={node.alt ?? ''} />;
    default:
      return null; // definitions stand for nothing by themselves; CommonMark has no other kinds
  }
}

function drawHeading(depth: number, { depths, firstLevel }: Whole, children: ReactNode): ReactNode {
  const rank = [...depths].filter((each) => each < depth).length;
  return createElement(`h${Math.min(6, firstLevel + rank)}`, { 'data-rank': Math.min(2, rank) }, children);
}

function drawList(list: List, whole: Whole): ReactNode {
  const isLoose = list.spread === true || list.children.some(({ spread }) => spread);
  const items = list.children.map(({ children }, index) => (
    <li key={index}>
      {children.map((node, place) => (
        <Fragment key={place}>
          {node.type === 'paragraph' && !isLoose ? drawAll(node.children, whole) : draw(node, whole)}
        </Fragment>
      ))}
    </li>
  ));
  return list.ordered === true ? <ol start={list.start ?? 1}>{items}</ol> : <ul>{items}</ul>;
}

function OutwardLink({ url, children }: { url: string | undefined; children: ReactNode }) {
  return (
    <a href={safeAddress(url)} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

/** An address on this server, of the web or of mail; undefined for every other, such as `javascript:`. */
function safeAddress(url: string | undefined): string | undefined {
  const scheme = /^([^/?#:]*):/.exec(url ?? '')?.[1];
  return scheme === undefined || /^(?:https?|mailto)$/i.test(scheme) ? url : undefined;
}

function readWhole(nodes: readonly Node[], whole: Whole): void {
  const { places, depths } = whole;
  for (const node of nodes) {
    // The first of several with one name counts (CommonMark, section 4.7).
    if (node.type === 'definition' && !places.has(node.identifier)) places.set(node.identifier, node.url);
    if (node.type === 'heading') depths.add(node.depth);
    if ('children' in node) readWhole(node.children, whole);
  }
}
