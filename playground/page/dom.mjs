/** Functions among the attributes listen to events, texts among the children stay plain text. */
const make = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
};

export const element = (tag, attributes = {}, ...children) => make(document.createElement(tag), attributes, children);

export const button = (text, attributes) => element('button', { class: 'outline', ...attributes }, text);

export const svg = (tag, attributes = {}, ...children) =>
  make(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

export const byId = (id) => document.getElementById(id);

const token = document.querySelector('meta[name=token]').content;

/** Asks the playground's server; throws an Error whose message can be shown. */
export async function ask(path, question = {}) {
  const headers = { 'content-type': 'application/json', 'x-playground-token': token };
  const posted = { method: 'POST', headers, body: JSON.stringify(question) };
  const response = await fetch(path, posted).catch(() => undefined);
  if (!response) throw new Error('The playground’s server does not answer. Start it again: npm run playground');
  const answer = await response.json().catch(() => ({ refused: 'The playground’s server had a problem of its own.' }));
  if (!response.ok) throw new Error(answer.refused);
  return answer;
}
