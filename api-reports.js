/**
 * Writes the report of what each entry of the package exports, `etc/<entry>.api.md`, or says which have
 * changed. `--local` writes them.
 */
import { readFileSync } from 'node:fs';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.entries(exports).filter(([, target]) => target.types !== undefined);

const configObjectFullPath = `${import.meta.dirname}/api-extractor.json`;
const packageJsonFullPath = `${import.meta.dirname}/package.json`;

const configs = entries.map(([path, { types }]) => {
  const configObject = ExtractorConfig.loadFile(configObjectFullPath);
  configObject.mainEntryPointFilePath = types.replace('./', '<projectFolder>/');
  configObject.apiReport.reportFileName = `pincer${path.slice(1).replace('/', '.')}.api.md`;
  return ExtractorConfig.prepare({ configObject, configObjectFullPath, packageJsonFullPath });
});

// One program for all of them.
const compilerState = CompilerState.create(configs[0], {
  additionalEntryPoints: configs.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
});

const localBuild = process.argv.includes('--local');
for (const config of configs) {
  const { succeeded } = Extractor.invoke(config, { localBuild, compilerState });
  if (!succeeded) process.exitCode = 1;
}
