import type { ClientLink } from './client-link.js';

/** The connections of a client, which are opened when they are needed first, and again after they could not be. */
export class Opening {
  readonly #open: () => Promise<ClientLink>;
  readonly #hasOpened: () => void;
  #link: ClientLink | undefined;
  #opening: Promise<ClientLink> | undefined;

  /** @param hasOpened - called once they are open. */
  constructor(open: () => Promise<ClientLink>, hasOpened: () => void) {
    this.#open = open;
    this.#hasOpened = hasOpened;
  }

  /** Undefined before they are open. */
  get link(): ClientLink | undefined {
    return this.#link;
  }

  /** @throws FleetError where Redis cannot be used. */
  opened(): Promise<ClientLink> {
    this.#opening ??= this.#open().then(
      (link) => {
        this.#link = link;
        this.#hasOpened();
        return link;
      },
      (error: unknown) => {
        this.#opening = undefined;
        throw error;
      },
    );
    return this.#opening;
  }

  /** Those that are open, once none are being opened. */
  async settled(): Promise<ClientLink | undefined> {
    return this.#link ?? (await this.#opening?.catch(() => undefined));
  }
}
