// The leak of this sample: sessions are added for every visitor and never removed.

export interface Visit {
  readonly path: string;
  readonly at: number;
}

/** What the server remembers of one visitor. */
export class Session {
  readonly visits: Visit[] = [];
  private readonly scratch = new Array<number>(200).fill(0.5);

  constructor(readonly id: number) {}

  visit(path: string): number {
    this.visits.push({ path, at: Date.now() });
    return this.scratch.length + this.visits.length;
  }
}

const sessions = new Map<string, Session>();

/** The session of a visitor, made on the first visit. */
export function sessionFor(id: number): Session {
  const key = `session-${id}`;
  const known = sessions.get(key);
  if (known) return known;
  const session = new Session(id);
  sessions.set(key, session);
  return session;
}
