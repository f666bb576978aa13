import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readKeyFile } from '#lib/remote/key-file.js';
import { ModuleDigests, ModuleList } from '#lib/remote/modules.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';

const folder = mkdtempSync(join(tmpdir(), 'pincer-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe('the file of a key', () => {
  const key = 'k'.repeat(40);

  it('gives its content without the white space at its end', () => {
    expect(Buffer.from(readKeyFile(file('good', `${key}\n`))).toString()).toBe(key);
  });

  it.each([
    ['is read by others', () => file('open', key, 0o640), /mode 640\): chmod 600/],
    ['is short', () => file('short', 'secret\n'), /holds 6 bytes, .* at least 32/],
    ['is not there', () => join(folder, 'none'), /cannot be read \(ENOENT\)/],
    ['is a folder', () => folder, /is no file|cannot be read/],
  ])('is refused where it %s, with what to do and nothing of it', (_, path, message) => {
    expect(() => readKeyFile(path())).toThrow(message);
    expect(() => readKeyFile(path())).not.toThrow(/secret/);
  });
});

describe('the modules of a worker', () => {
  const module = file('mine.js', 'export const answer = 42;');
  const { href } = pathToFileURL(module);
  const lease = leaseOf({ ...halving, module: new URL(href) }, { bits: 3 });
  const chain = { ...lease, then: { ...lease, id: 99 } };
  const named = new ModuleDigests().named(chain);

  it('are named by digest where a lease travels, and found by it', () => {
    expect(named.refiner.module).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(named.then?.refiner.module).toBe(named.refiner.module);
    expect(new ModuleList([module]).resolved(named)).toEqual(chain);
    expect(new ModuleList([module]).digests).toEqual([named.refiner.module]);
  });

  it('are those that it was started with: an address, or another file, is refused', () => {
    const other = file('other.js', 'export const answer = 43;');
    expect(() => new ModuleList([other]).resolved(named)).toThrow(/start it with --import/);
    expect(() => new ModuleList([module]).resolved(chain)).toThrow(/not started with/);
    expect(() => new ModuleList([join(folder, 'none.js')])).toThrow(/cannot be read/);
  });

  it('are refused once their file has changed, under the digest from before and that of now', () => {
    const path = file('changing.js', 'export const answer = 42;\n// at first');
    const { href } = pathToFileURL(path);
    const address = {
      ...leaseOf(halving, { bits: 3 }),
      refiner: { name: 'a', version: 1, module: href },
    };
    const list = new ModuleList([path]);
    const before = new ModuleDigests().named(address);
    expect(list.resolved(before)).toEqual(address);
    file('changing.js', 'export const answer = 43;');
    expect(() => list.resolved(before)).toThrow(/a@1 has changed since this worker was started/);
    expect(() => list.resolved(new ModuleDigests().named(address))).toThrow(/not started with/);
  });

  it('are resolved at its start, whatever a path leads to later', () => {
    const path = join(folder, 'link.js');
    symlinkSync(module, path);
    expect(new ModuleList([path]).resolved(named)).toEqual(chain);
  });
});
