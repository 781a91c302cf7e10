// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { code } from '../src/names';

const lines = (name: string): string[] =>
  [...code(name).childNodes].filter((each) => each.nodeName !== 'WBR').map((each) => each.textContent ?? '');

describe('a long name', () => {
  it('breaks between its steps', () => {
    expect(lines('xml.dom.minidom')).toEqual(['xml.', 'dom.', 'minidom']);
    expect(lines("app.cache['users'][17]")).toEqual(['app.', 'cache', "['users']", '[17]']);
    expect(lines('/usr/lib/libc.so.6')).toEqual(['/', 'usr/', 'lib/', 'libc.', 'so.', '6']);
  });

  it('has no empty step, and stays the same text', () => {
    for (const name of ['', '.', '...', 'a..b', '[', '][', '[*]', 'a.'])
      expect(code(name).textContent, name).toBe(name);
    expect(lines('a..b')).toEqual(['a..', 'b']);
  });

  it('is text', () => {
    expect(code('<b>.x').querySelector('b')).toBeNull();
  });
});
