import { Card, LinkButton, When } from '@tapline/sdk/ui';
import type { ShownConfiguration } from '../operations/configuration-operation.js';
import { counted } from './router-words.js';

/** A configuration as it was, and what had changed since the one before. */
export function ConfigurationView({ configuration }: { readonly configuration: ShownConfiguration }) {
  const { router, key, takenAt, before, added, removed, content } = configuration;
  return (
    <>
      <Card
        title={router}
        subtitle={
          <>
            as it was on <When instantMs={Date.parse(takenAt)} />
          </>
        }
        actions={
          <LinkButton href={`/addons/mikrotik/files/backup/${key}`} icon="download" isSmall>
            Download
          </LinkButton>
        }
      >
        {before === null ? (
          <p class="m-0">The first that was kept.</p>
        ) : (
          <>
            <p>
              Since <When instantMs={Date.parse(before)} />: {counted(added.length, 'line')} more or other, {removed.length} gone.
            </p>
            <pre class="tl-code m-0">{[...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)].join('\n')}</pre>
          </>
        )}
      </Card>
      <Card title="All of it">
        <pre class="tl-code m-0">{content}</pre>
      </Card>
    </>
  );
}
