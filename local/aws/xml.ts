/** A tree with text leaves; keys are element names. */
export interface XmlTree {
  [name: string]: string | XmlTree;
}

const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** A document of the AWS query protocol, in the namespace of STS. */
export function element(name: string, content: XmlTree): string {
  return `<${name} xmlns="${stsNamespace}">${children(content)}</${name}>`;
}

function children(tree: XmlTree): string {
  return Object.entries(tree)
    .map(
      ([name, value]) =>
        `<${name}>${typeof value === 'string' ? escapeXml(value) : children(value)}</${name}>`,
    )
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
