import { Alert, Badge, LinkButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { asSentence } from '../../admin/frame/form-problem.js';
import { useLanguage, useWords } from '../language/words.js';
import type { LineCure } from './line-cures.js';
import { isEnded, type OwnLine } from './own-lines.js';

/** Online, offline or shut. */
export function LineBadge({ line }: { readonly line: OwnLine }): JSX.Element {
  const t = useWords();
  if (isEnded(line)) return <Badge>{t('services.status.stopped')}</Badge>;
  if (!line.access.isAllowed) {
    return (
      <Badge tone="bad" icon="lock">
        {t('home.shut')}
      </Badge>
    );
  }
  if (line.online.length > 0) {
    return (
      <Badge tone="good" icon="wifi">
        {t('home.online')}
      </Badge>
    );
  }
  return (
    <Badge tone="neutral" icon="wifi-off">
      {t('home.offline')}
    </Badge>
  );
}

interface LineReasonsProps {
  readonly line: OwnLine;
  readonly cures: readonly LineCure[] | undefined;
}

/** Why a line is shut or slowed, and what opens it: in the words of who did it, which are English, and in general ones for who reads another language. */
export function LineReasons({ line, cures = [] }: LineReasonsProps): JSX.Element | null {
  const t = useWords();
  const language = useLanguage();
  if (isEnded(line) || line.access.reasons.length === 0) return null;
  const isShut = !line.access.isAllowed;
  return (
    <Alert tone={isShut ? 'bad' : 'warning'} title={t(isShut ? 'home.lineShut' : 'home.lineSlowed')}>
      {language === 'en'
        ? line.access.reasons.map(({ source, text }) => <div key={source}>{asSentence(text)}</div>)
        : isShut && t(line.access.shutBy === 'notActive' ? 'garden.notActive.text' : 'home.shutWhy')}
      {cures.length > 0 && (
        <div class="tl-buttons mt-2">
          {cures.map(({ href, title }) => (
            <LinkButton key={href} href={href} isPrimary>
              {title}
            </LinkButton>
          ))}
        </div>
      )}
    </Alert>
  );
}
