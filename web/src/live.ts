/** Follows the process while it lives: asks the server again and again, and tells who listens. */

import { ask, reason, Refusal, served, type Live, type Look, type Sample, type Wait } from './ask';

export interface Followed {
  samples: Sample[];
  looks: Look[];
  waits: Wait[];
  /** What is said of them; empty where it was not long. */
  waiting: string;
  beganMillis: number;
  highWater: number;
  refused: boolean;
  /** The process has ended. */
  gone: boolean;
  /** Why there is no news; empty while there is. */
  trouble: string;
  lookFailure: string;
}

const MOST = 8192;
const SHORTEST = 250;
const LONGEST = 15_000;

const followed: Followed = {
  samples: [],
  looks: [],
  waits: [],
  waiting: '',
  beganMillis: 0,
  highWater: 0,
  refused: false,
  gone: false,
  trouble: '',
  lookFailure: '',
};
const listeners: ((now: Followed) => void)[] = [];
let failures = 0;

/** Tells what is known now, and from then on whatever is new. */
export function follow(listener: (now: Followed) => void): void {
  listeners.push(listener);
  listener(followed);
}

/** No more than `most`: every other one goes, as often as it takes. The newest stays: the next question asks for what is after it. */
export function thinned<T>(all: T[], most: number): T[] {
  let kept = all;
  while (kept.length > most) {
    const last = kept.length - 1;
    kept = kept.filter((_, at) => (last - at) % 2 === 0);
  }
  return kept;
}

function take(answer: Live): void {
  followed.beganMillis = answer.beganMillis;
  followed.highWater = answer.highWater ?? followed.highWater;
  followed.refused = answer.refused;
  followed.gone = answer.gone;
  followed.lookFailure = answer.lookFailure ?? '';
  followed.samples.push(...answer.samples);
  followed.looks.push(...answer.looks);
  followed.samples = thinned(followed.samples, MOST);
  followed.waits = thinned([...followed.waits, ...answer.waits], MOST);
  followed.waiting = answer.waiting ?? '';
}

async function once(): Promise<number> {
  const last = Math.max(followed.samples.at(-1)?.millis ?? -1, followed.looks.at(-1)?.millis ?? -1);
  const answer = await ask<Live>('live', last < 0 ? {} : { after: last });
  if (!answer.live) return 0;
  take(answer);
  return answer.gone ? 0 : Math.max(SHORTEST, answer.intervalMillis);
}

/** After how many failures it is asked again, and when: soon at first. */
const patience = (times: number): number => Math.min(LONGEST, 1000 * times);

/** Waits, but no longer than until there is reason to think that the server answers again. */
function wait(millis: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    addEventListener('online', done);
  });
}

/** Begins; ends by itself when the process has ended, or when the server lets this page in no more. */
export async function start(): Promise<void> {
  if (!served) return;
  for (let pause = 1; pause > 0;) {
    try {
      pause = await once();
      failures = 0;
      followed.trouble = '';
    } catch (failure) {
      failures++;
      pause = failure instanceof Refusal ? 0 : patience(failures);
      followed.trouble =
        pause > 0
          ? `The server does not answer: ${reason(failure)}. This page asks again; what is shown stays.`
          : 'Another fathom serve answers here now: open the address that it printed. What is shown stays.';
    }
    for (const listener of listeners) listener(followed);
    if (pause > 0) await wait(pause);
  }
}
