/** The data document, as `report.page.PageData` writes it. Sizes are bytes. */

export interface Account {
  id: string;
  label: string;
  resident: number;
  evidence: 'exact' | 'validated' | 'heuristic';
  children?: Account[];
}

export interface TypeRow {
  type: string;
  module: string;
  count: number;
  shallow: number;
  allocated: number;
  resident: number;
}

export interface OwnerRow {
  form: string;
  path: string;
  type: string;
  address: number;
  members: number;
  holders: string;
  objects: number;
  shallow: number;
  retained: number;
  resident: number;
  proportional: number;
}

export type MemoryKind = 'rss' | 'file' | 'mapping' | 'arena' | 'account' | 'type' | 'size' | 'rest';

/** A node of what is in memory: name, kind, bytes, pieces, account (of leaves), parts. */
export interface MemoryNode {
  n: string;
  k: MemoryKind;
  v: number;
  c: number;
  a?: string;
  s?: MemoryNode[];
}

/** A step of a path; the address is 0 where it stands for some that are left out. */
export interface Step {
  name: string;
  type: string;
  address: number;
}

/** A node of the dominator tree; with `x` its name goes on from that of the node above. */
export interface OwnerNode {
  n: string;
  x?: boolean;
  t: string;
  at: string;
  v: number;
  r: number;
  c: number;
  own: number;
  rest?: number;
  restv?: number;
  /** The path to it, step by step, of those that keep the most. */
  w?: Step[];
  s?: OwnerNode[];
}

export interface Strip {
  start: string;
  end: string;
  permissions: string;
  name: string;
  rss: number;
  shared: number;
  swap: number;
  state: string;
  present: string;
  used: string;
  account: string;
  gaps: number[];
  pins: number[];
}

export interface AddressMap {
  cellBytes: number;
  accounts: string[];
  strips: Strip[];
  others: number;
  otherBytes: number;
}

export interface Arena {
  id: number;
  allocator: string;
  kind: string;
  live: number;
  free: number;
  top: number;
  other: number;
  resident: number;
  trapped: number;
  trimmable: number;
  pagesKept: number;
  topKept: number;
  largestFree: number;
  pages: { full: number; partial: number; free: number };
}

export interface Pool {
  blockBytes?: number;
  arena?: number;
  pools: number;
  blocks: number;
  live: number;
  free: number;
  trapped: number;
  resident: number;
}

export interface Pin {
  arena: number;
  address: number;
  size: number;
  state: string;
  type: string;
  owner: string;
  releases: number;
  cumulative: number;
}

/** What is concluded, as the terminal says it. */
export interface Finding {
  bytes: number;
  evidence: string;
  sentence: string;
}

export interface Heap {
  arena: number;
  start: number;
  end: number;
  ready: number;
  releasable: number;
  pins: number;
  pinBytes: number;
  held: number;
  few: boolean;
}

export interface Fragmentation {
  total: Record<string, number>;
  arenas: Arena[];
  histogram: { from: number; chunks: number; bytes: number }[];
  poolClasses: Pool[];
  poolArenas: Pool[];
  told: string[];
  /** What would make it smaller. */
  findings: Finding[];
  heaps: Heap[];
  pins: Pin[];
}

export interface Worker {
  pid: number;
  command: string;
  kinship: string;
  comparedWith?: number;
  rss: number;
  pss: number;
  uss: number;
  swap: number;
  pageTables: number;
  sharedWithParent: number;
  unshared: number;
  grown: number;
  byCause: Record<string, { bytes: number; changed: number; pages: number }>;
  byType: { type: string; bytes: number; pages: number; pagesUnshared: number }[];
  untyped: number;
  freezeKeeps: number;
  collected: boolean;
}

export interface Family {
  pausedMillis: number;
  workers: Worker[];
  sharing: { exact: boolean; together?: number; matrix: number[][]; outside: number[] };
  delta?: number;
  deltaDecayed?: number;
  capacity?: {
    limit: number;
    source: string;
    available: number;
    workers: number;
    workersDecayed: number;
    oldest: number;
  };
  byOwner: { path: string; sampled: number }[];
  told: string[];
}

export interface TypeDelta {
  type: string;
  module: string;
  countBefore: number;
  countAfter: number;
  countDelta: number;
  allocatedDelta: number;
  new: number;
  gone: number;
}

export interface OwnerDelta {
  path: string;
  type: string;
  holders: string;
  gone: boolean;
  countDelta: number;
  retainedDelta: number;
  mainType: string;
  mainCountDelta: number;
  keysDelta?: number;
  itemsDelta?: number;
}

export interface Diff {
  told: string[];
  before: { pid: number; rss: number };
  objects: { new: number; gone: number; both: number };
  accounts: { id: string; label: string; before: number; after: number; delta: number }[];
  types: TypeDelta[];
  owners: OwnerDelta[];
}

export interface PageDocument {
  schema: number;
  title: string;
  target: {
    kind: string;
    measure?: string;
    pid: number;
    executable: string;
    runtime?: string;
    runtimeVersion?: string;
    stripped?: boolean;
    malloc?: string;
  };
  cost: {
    freeze: string;
    pausedMillis: number;
    draftMillis: number;
    bytesRead: number;
    wallMillis: number;
    violations: number;
  };
  kernel: { virtual: number; rss?: number; pss?: number; uss?: number; swap?: number };
  verdict: string[];
  balance: { rss: number; unexplained: number; accounts: Account[] };
  types: TypeRow[];
  typesRest: { types: number; count: number; shallow: number; allocated: number; resident: number };
  owners: OwnerRow[];
  ownersRest: OwnerRow[];
  proportionalExact: boolean;
  objects: { count: number; types: number; retained: number };
  memory: MemoryNode;
  dominators: OwnerNode;
  map: AddressMap;
  fragmentation: Fragmentation;
  family?: Family;
  diff?: Diff;
  warnings: { code: string; message: string }[];
}

/** The document that is in the page, or that its server has. */
export async function load(): Promise<PageDocument> {
  const element = document.getElementById('data');
  if (!element) throw new Error('this page has no data');
  const from = element.dataset['from'];
  if (!from) return JSON.parse(element.textContent) as PageDocument;
  const answer = await fetch(from, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`the server answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as PageDocument;
}

/** A type as code would write it. */
export function qualified(row: { type: string; module: string }): string {
  const complete = row.module === '' || row.module === 'builtins' || row.type.startsWith(row.module + '=');
  return complete ? row.type : `${row.module}.${row.type}`;
}
