/**
 * A drawing that the server made as SVG. Nothing of its text becomes a part of the page: each element is made anew, if it is
 * one that such a drawing has, with the attributes that it has there; the rest is left out.
 */

const SVG = 'http://www.w3.org/2000/svg';

const ELEMENTS = new Set(['svg', 'defs', 'marker', 'g', 'rect', 'path', 'text', 'title']);

/** Those that have text in them. */
const WORDS = new Set(['text', 'title']);

const ATTRIBUTES = new Set([
  ...['viewBox', 'width', 'height', 'x', 'y', 'rx', 'd', 'class', 'id', 'data-address'],
  ...['refX', 'refY', 'markerWidth', 'markerHeight', 'orient', 'marker-end'],
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'paint-order'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor'],
]);

function made(from: Element): SVGElement {
  const element = document.createElementNS(SVG, from.localName);
  for (const { name, value } of from.attributes) if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
  if (WORDS.has(from.localName)) element.textContent = from.textContent;
  else for (const child of from.children) if (ELEMENTS.has(child.localName)) element.append(made(child));
  return element;
}

/** @throws an Error where it is none */
export function drawing(text: string): SVGElement {
  const read = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (read.localName !== 'svg') throw new Error('the drawing is damaged');
  return made(read);
}
