import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Live, Sample } from '../src/ask';
import type { Followed } from '../src/live';

const fetched = vi.fn<(address: string) => Promise<Response>>();

const sample = (millis: number): Sample => ({ millis, rss: 1000 + millis, swap: 0 });

const answer = (part: Partial<Live>): Promise<Response> => {
  const whole: Live = {
    live: true,
    gone: false,
    beganMillis: 5,
    intervalMillis: 1000,
    refused: false,
    samples: [],
    looks: [],
    waits: [],
    ...part,
  };
  return Promise.resolve(new Response(JSON.stringify(whole)));
};

let network = new EventTarget();

async function page(): Promise<typeof import('../src/live')> {
  vi.resetModules();
  vi.stubGlobal('document', { getElementById: () => ({ dataset: { from: 'data.json' } }) });
  vi.stubGlobal('fetch', fetched);
  network = new EventTarget();
  vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
  vi.stubGlobal('removeEventListener', network.removeEventListener.bind(network));
  return import('../src/live');
}

beforeEach(() => {
  fetched.mockReset();
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a long curve', () => {
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

  it('stays as it is while it is short enough', async () => {
    const { thinned } = await page();
    expect(thinned(upTo(8), 8)).toEqual(upTo(8));
    expect(thinned([], 8)).toEqual([]);
  });

  it('loses every other sample, but not the newest', async () => {
    const { thinned } = await page();
    expect(thinned(upTo(9), 8)).toEqual([0, 2, 4, 6, 8]);
    expect(thinned(upTo(10), 8)).toEqual([1, 3, 5, 7, 9]);
  });

  it('is short enough afterwards, however much came at once', async () => {
    const { thinned } = await page();
    const kept = thinned(upTo(100_001), 8);
    expect(kept.length).toBeLessThanOrEqual(8);
    expect(kept.at(-1)).toBe(100_000);
  });
});

describe('following a process', () => {
  it('asks for what is new, as often as the server looks, until the process has ended', async () => {
    const { follow, start } = await page();
    const told: Followed[] = [];
    fetched
      .mockImplementationOnce(() => answer({ samples: [sample(10), sample(20)], highWater: 7 }))
      .mockImplementationOnce(() => answer({ samples: [sample(30)], looks: [], gone: true }));
    follow((now) => told.push({ ...now, samples: [...now.samples] }));
    const done = start();
    await vi.advanceTimersByTimeAsync(999);
    expect(fetched).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(fetched.mock.calls.map(([address]) => address)).toEqual(['live?', 'live?after=20']);
    expect(told.map((now) => now.samples.map((each) => each.millis))).toEqual([[], [10, 20], [10, 20, 30]]);
    expect(told.at(-1)).toMatchObject({ gone: true, trouble: '', highWater: 7 });
  });

  it('keeps what it has when the server is away, says so, and asks until it answers again', async () => {
    const { follow, start } = await page();
    const troubles: string[] = [];
    let last: Followed | undefined;
    fetched.mockImplementationOnce(() => answer({ samples: [sample(10)] }));
    for (let times = 0; times < 30; times++) fetched.mockRejectedValueOnce(new Error('refused'));
    fetched.mockImplementationOnce(() => answer({ samples: [sample(20)], gone: true }));
    follow((now) => {
      last = { ...now, samples: [...now.samples] };
      troubles.push(now.trouble);
    });
    const done = start();
    await vi.runAllTimersAsync();
    await done;
    expect(troubles.filter((each) => each !== '')).toEqual(
      Array<string>(30).fill('The server does not answer: refused. This page asks again; what is shown stays.'),
    );
    expect(last).toMatchObject({ trouble: '', gone: true });
    expect(last?.samples).toHaveLength(2);
    expect(fetched.mock.calls.at(-1)).toEqual(['live?after=10', { cache: 'no-store' }]);
  });

  it('asks at once when there is a network again', async () => {
    const { follow, start } = await page();
    let last: Followed | undefined;
    fetched.mockRejectedValueOnce(new Error('refused')).mockImplementationOnce(() => answer({ gone: true }));
    follow((now) => (last = now));
    const done = start();
    await vi.advanceTimersByTimeAsync(0);
    expect(last?.trouble).not.toBe('');
    network.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    await done;
    expect(last).toMatchObject({ trouble: '', gone: true });
  });

  it('ends when another server answers, which does not know its address', async () => {
    const { follow, start } = await page();
    let last: Followed | undefined;
    fetched.mockImplementation(() => Promise.resolve(new Response('fathom: forbidden', { status: 403 })));
    follow((now) => (last = now));
    const done = start();
    await vi.runAllTimersAsync();
    await done;
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(last?.trouble).toContain('open the address that it printed');
  });

  it('forgets a trouble that is over', async () => {
    const { follow, start } = await page();
    const troubles: string[] = [];
    fetched.mockRejectedValueOnce(new Error('busy')).mockImplementationOnce(() => answer({ gone: true }));
    follow((now) => troubles.push(now.trouble));
    const done = start();
    await vi.runAllTimersAsync();
    await done;
    expect(troubles.map((each) => each !== '')).toEqual([false, true, false]);
  });
});
