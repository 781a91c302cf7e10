/** Follows the process while it lives: asks the server again and again, and tells who listens. */

import { ask, reason, served, type Live, type Look, type Sample } from './ask';

export interface Followed {
  samples: Sample[];
  looks: Look[];
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
const ATTEMPTS = 5;

const followed: Followed = {
  samples: [],
  looks: [],
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
}

async function once(): Promise<number> {
  const last = Math.max(followed.samples.at(-1)?.millis ?? -1, followed.looks.at(-1)?.millis ?? -1);
  const answer = await ask<Live>('live', last < 0 ? {} : { after: last });
  if (!answer.live) return 0;
  take(answer);
  return answer.gone ? 0 : Math.max(SHORTEST, answer.intervalMillis);
}

/** Begins; ends by itself when the process has ended, or the server. */
export async function start(): Promise<void> {
  if (!served) return;
  for (let pause = 1; pause > 0;) {
    try {
      pause = await once();
      failures = 0;
      followed.trouble = '';
    } catch (failure) {
      failures++;
      followed.trouble = `The server does not answer: ${reason(failure)}. What is shown stays.`;
      pause = failures < ATTEMPTS ? 1000 * failures : 0;
    }
    for (const listener of listeners) listener(followed);
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
