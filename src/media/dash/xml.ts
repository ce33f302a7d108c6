/** One element: attributes in order, then children or text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly content: readonly XmlElement[] | string;
}

/** Makes an element; attributes that are undefined are left out. */
export function xml(
  name: string,
  attributes: XmlElement['attributes'],
  content: readonly XmlElement[] | string = [],
): XmlElement {
  return { name, attributes, content };
}

/** A whole document in UTF-8, indented by two spaces, with escaped text. */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root, '')}`;
}

function writeElement(element: XmlElement, indent: string): string {
  const attributes = Object.entries(element.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
  const open = `${indent}<${element.name}${attributes}`;
  if (element.content.length === 0) return `${open}/>\n`;
  if (typeof element.content === 'string') return `${open}>${escapeXml(element.content)}</${element.name}>\n`;
  const children = element.content.map((child) => writeElement(child, `${indent}  `)).join('');
  return `${open}>\n${children}${indent}</${element.name}>\n`;
}

/** XML 1.0, 2.2 and 2.4: markup is escaped, characters that no document may hold are dropped. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
