import glossary from './glossary.json';
import { h } from './dom';

const SENTENCES = new Map(Object.entries(glossary));

let box: HTMLElement | null = null;

/** A word with its explanation: shown on hover, on focus, and to readers of the screen. */
export function term(word: string, key = word.toLowerCase()): HTMLElement {
  const sentence = SENTENCES.get(key);
  if (!sentence) return h('span', {}, word);
  return explained(h('span', { class: 'term', tabindex: 0 }, word), sentence);
}

export function sentenceOf(key: string): string | undefined {
  return SENTENCES.get(key);
}

export function explained<E extends HTMLElement>(element: E, sentence: string): E {
  element.setAttribute('aria-description', sentence);
  element.dataset['says'] = sentence;
  element.addEventListener('mouseenter', () => show(element, sentence));
  element.addEventListener('focus', () => show(element, sentence));
  element.addEventListener('mouseleave', hide);
  element.addEventListener('blur', hide);
  return element;
}

function show(at: HTMLElement, sentence: string): void {
  hide();
  box = h('div', { class: 'says', role: 'tooltip' }, sentence);
  document.body.appendChild(box);
  const place = at.getBoundingClientRect();
  const width = Math.min(320, innerWidth - 16);
  box.style.width = `${width}px`;
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
  const below = place.bottom + 6;
  box.style.top =
    below + box.offsetHeight < innerHeight ? `${below}px` : `${Math.max(8, place.top - box.offsetHeight - 6)}px`;
}

export function hide(): void {
  box?.remove();
  box = null;
}

addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide();
});
addEventListener('scroll', hide, { passive: true, capture: true });
