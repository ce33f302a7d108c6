import type { fromMarkdown } from 'mdast-util-from-markdown';
import { Fragment } from 'react';
import type { ReactNode } from 'react';

type Tree = ReturnType<typeof fromMarkdown>;
type Node = Tree['children'][number];
type List = Extract<Node, { type: 'list' }>;
/** Where a name that links and pictures refer to leads, by that name. */
type Places = ReadonlyMap<string, string>;

/** Elements for what was written (CommonMark). They are made of plain text and safe addresses, whatever was written. */
export function drawMarkdown(tree: Tree): ReactNode {
  const places = new Map<string, string>();
  findPlaces(tree.children, places);
  return drawAll(tree.children, places);
}

function drawAll(nodes: readonly Node[], places: Places): ReactNode[] {
  return nodes.map((node, index) => <Fragment key={index}>{draw(node, places)}</Fragment>);
}

function draw(node: Node, places: Places): ReactNode {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value; // HTML is text like any other
    case 'paragraph':
      return <p>{drawAll(node.children, places)}</p>;
    case 'heading':
      return <Heading depth={node.depth}>{drawAll(node.children, places)}</Heading>;
    case 'emphasis':
      return <em>{drawAll(node.children, places)}</em>;
    case 'strong':
      return <strong>{drawAll(node.children, places)}</strong>;
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
      return <blockquote>{drawAll(node.children, places)}</blockquote>;
    case 'list':
      return drawList(node, places);
    case 'link':
      return <OutwardLink url={node.url}>{drawAll(node.children, places)}</OutwardLink>;
    case 'linkReference':
      return <OutwardLink url={places.get(node.identifier)}>{drawAll(node.children, places)}</OutwardLink>;
    case 'image':
      return <img src={safeAddress(node.url)} alt={node.alt ?? ''} />;
    case 'imageReference':
      return <img src={safeAddress(places.get(node.identifier))} alt={node.alt ?? ''} />;
    default:
      return null; // definitions stand for nothing by themselves; CommonMark has no other kinds
  }
}

/** The page has its own first headings. */
function Heading({ depth, children }: { depth: number; children: ReactNode }) {
  if (depth === 1) return <h3>{children}</h3>;
  if (depth === 2) return <h4>{children}</h4>;
  return <h5>{children}</h5>;
}

function drawList(list: List, places: Places): ReactNode {
  const isLoose = list.spread === true || list.children.some(({ spread }) => spread);
  const items = list.children.map(({ children }, index) => (
    <li key={index}>
      {children.map((node, place) => (
        <Fragment key={place}>
          {node.type === 'paragraph' && !isLoose ? drawAll(node.children, places) : draw(node, places)}
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

function findPlaces(nodes: readonly Node[], places: Map<string, string>): void {
  for (const node of nodes) {
    // The first of several with one name counts (CommonMark, section 4.7).
    if (node.type === 'definition' && !places.has(node.identifier)) places.set(node.identifier, node.url);
    if ('children' in node) findPlaces(node.children, places);
  }
}
