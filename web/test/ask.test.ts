import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const fetched = vi.fn<(address: string) => Promise<Response>>();

async function page(from: string): Promise<typeof import('../src/ask')> {
  vi.resetModules();
  vi.stubGlobal('document', { getElementById: () => ({ dataset: from ? { from } : {} }) });
  vi.stubGlobal('fetch', fetched);
  return import('../src/ask');
}

beforeEach(() => fetched.mockReset());
afterEach(() => vi.unstubAllGlobals());

describe('a page in a file', () => {
  it('has no server', async () => {
    expect((await page('')).served).toBe(false);
  });
});

describe('a page of a server', () => {
  it('asks beside its document, and encodes what it asks for', async () => {
    const { ask, served } = await page('token/data.json');
    fetched.mockResolvedValue(new Response('{"count":2}'));
    expect(served).toBe(true);
    expect(await ask('instances', { type: 'a&b=<c> d', limit: 1 })).toEqual({ count: 2 });
    expect(fetched.mock.calls[0]?.[0]).toBe('token/instances?type=a%26b%3D%3Cc%3E+d&limit=1');
  });

  it('fails in the words of the server, without the name of the program', async () => {
    const { ask } = await page('data.json');
    fetched.mockResolvedValue(new Response('fathom: no object is at 0x10\n', { status: 404 }));
    await expect(ask('object', { of: '0x10' })).rejects.toThrow(/^no object is at 0x10$/);
  });
});

it('tells why something failed, whatever was thrown', async () => {
  const { reason } = await page('');
  expect([reason(new Error('gone')), reason('gone')]).toEqual(['gone', 'gone']);
});
