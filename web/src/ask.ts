/** Questions to the server that the page came from; a page in a file has none. */

import type { Account, OwnerRow } from './data';

/** Single objects: a page of them. */
export interface Instances {
  count: number;
  offset: number;
  furthest: number;
  objects: Omit<OwnerRow, 'proportional'>[];
}

export interface Route {
  path: string;
  count: number;
  steps: { name: string; type: string; address: number }[];
}

export interface Layout {
  type: string;
  path: string;
  address: number;
  structure: string;
  home: string;
  instances: number;
  shallow: number;
  block: number;
  slack: number;
  allocated: number;
  retained: number;
  parts: { name: string; kind: string; offset: number; bytes: number; to?: number }[];
  buffers: { address: number; bytes: number; block: number; used?: number }[];
  refersTo: { type: string; count: number }[];
}

/** What surrounds an object, with the drawing of it. */
export interface Surroundings {
  nodes: { address: number }[];
  folded: { objects: number }[];
  svg: string;
}

export interface Sample {
  millis: number;
  rss: number;
  pss?: number;
  uss?: number;
  swap: number;
}

export interface Look {
  millis: number;
  pausedMillis: number;
  rss: number;
  accounts: Pick<Account, 'id' | 'label' | 'resident'>[];
}

/** What the process uses over time; `samples` and `looks` are those after the moment asked for. */
/** How long was waited for memory, as parts of the time, and pages a second that had to be read. */
export interface Wait {
  millis: number;
  group?: number;
  machine?: number;
  majorFaults: number;
}

export interface Live {
  live: boolean;
  gone: boolean;
  beganMillis: number;
  intervalMillis: number;
  refused: boolean;
  lastMillis?: number;
  highWater?: number;
  samples: Sample[];
  looks: Look[];
  waits: Wait[];
  waiting?: string;
  lookFailure?: string;
}

const from = document.getElementById('data')?.dataset['from'] ?? '';

export const served = from !== '';

/** The server does not know this page's address: it is another one. */
export class Refusal extends Error {}

const REFUSED = 403;

/** @throws an Error with the server's own line */
export async function ask<T>(question: string, values: Record<string, string | number> = {}): Promise<T> {
  const query = new URLSearchParams(
    Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const answer = await fetch(`${from.slice(0, from.lastIndexOf('/') + 1)}${question}?${query}`, { cache: 'no-store' });
  if (!answer.ok) {
    const said = (await answer.text()).replace(/^fathom: /, '').trim();
    throw answer.status === REFUSED ? new Refusal(said) : new Error(said);
  }
  return (await answer.json()) as T;
}

export const reason = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));
