import { Alert, Badge, Card, EmptyState, Icon, LinkButton } from '@tapline/sdk/ui';
import type { SetupFault } from '../setup/router-check.js';
import { hrefOf } from './router-details.js';

interface FaultListProps {
  readonly router: string;
  readonly faults: readonly SetupFault[];
  /** Menus that could not be read. */
  readonly refused: readonly string[];
}

/** What a check has found, each with the command that mends it. */
export function FaultList({ router, faults, refused }: FaultListProps) {
  return (
    <>
      {refused.length > 0 && (
        <Alert tone="warning" title="Some of it could not be read">
          The router refuses {refused.join(', ')}: the API user may lack the policy "read", or the package is not installed.
        </Alert>
      )}
      <Card
        title={router}
        actions={
          <LinkButton href={hrefOf('setup-script', { name: router })} icon="copy" isSmall>
            Set-up script
          </LinkButton>
        }
        subtitle={faults.length === 0 ? 'Nothing is missing' : `${faults.length} ${faults.length === 1 ? 'thing' : 'things'} to mend`}
      >
        {faults.length === 0 ? (
          <EmptyState icon="circle-check" title="The router is set up right" />
        ) : (
          <div class="tl-stack">
            {faults.map(({ title, command, isSerious }, index) => (
              <div key={title}>
                <p class="mb-2">
                  <Badge tone={isSerious ? 'bad' : 'warning'}>{isSerious ? 'Mend' : 'Better'}</Badge> {title}
                </p>
                {command !== '' && (
                  <div class="d-flex gap-2 align-items-start">
                    <pre class="tl-code flex-fill m-0" id={`mend-${index}`}>
                      {command}
                    </pre>
                    <button type="button" class="btn btn-sm" data-copy={`mend-${index}`} aria-label="Copy the command">
                      <Icon name="copy" />
                    </button>
                  </div>
                )}
              </div>
            ))}
          </div>
        )}
      </Card>
    </>
  );
}
