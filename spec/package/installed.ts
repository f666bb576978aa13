/** The package as npm would publish it, in a project of somebody else's that holds nothing but it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';

/** The entries of the package, as programs import them. */
export const entries: readonly string[] = [
  'pincer',
  'pincer/refiner',
  'pincer/execution',
  'pincer/coordinator',
  'pincer/snapshot',
  'pincer/observe',
  'pincer/testing',
  'pincer/worker',
];

export class InstalledPackage {
  readonly project = mkdtempSync(join(tmpdir(), 'pincer-published-'));
  readonly folder = join(this.project, 'node_modules/pincer');

  /** Packs and unpacks the package, beside its dependencies. */
  async install(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    // It has been built already, and a spec must not build it under the feet of others.
    const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', this.project];
    const { stdout } = await run('npm', packing);
    const [packed] = JSON.parse(stdout) as { readonly filename: string }[];
    const archive = join(this.project, packed!.filename);
    await this.printed('tar', ['-xzf', archive, '-C', this.folder, '--strip-components=1']);
    // What an installation would put beside it, and no more: of the same versions, from here.
    const modules = join(this.project, 'node_modules');
    for (const name of Object.keys(this.manifest.dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(projectFolder, 'node_modules', name), join(modules, name), 'junction');
    }
    this.write('package.json', '{ "type": "module" }');
  }

  remove(): void {
    rmSync(this.project, { recursive: true, force: true });
  }

  get manifest(): {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly scripts: Readonly<Record<string, string>>;
    readonly bin: { readonly pincer: string };
  } {
    return JSON.parse(readFileSync(join(this.folder, 'package.json'), 'utf8')) as this['manifest'];
  }

  /** Writes a file of the project and gives its path. */
  write(name: string, text: string): string {
    const file = join(this.project, name);
    writeFileSync(file, text);
    return file;
  }

  /** What a command prints in the project. */
  async printed(command: string, argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(command, argv, { cwd: this.project });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout.trim();
  }

  /** What a module of the project prints. */
  program(name: string, text: string): Promise<string> {
    this.write(name, text);
    return this.printed(process.execPath, [name]);
  }
}
