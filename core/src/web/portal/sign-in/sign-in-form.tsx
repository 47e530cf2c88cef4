import { Alert, SubmitButton, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { useWords } from '../language/words.js';

export interface PortalSignInFormProps {
  readonly login: string;
  /** The page that was wanted. */
  readonly next: string;
  readonly problem: string | undefined;
}

/** Login and password. */
export function PortalSignInForm({ login, next, problem }: PortalSignInFormProps): JSX.Element {
  const t = useWords();
  return (
    <>
      <h1>{t('signIn.title')}</h1>
      <p class="text-secondary">{t('signIn.intro')}</p>
      {problem !== undefined && <Alert tone="bad" title={problem} />}
      <form method="post" action="/portal/sign-in" class="tl-fields">
        <input type="hidden" name="next" value={next} />
        <TextField name="login" label={t('signIn.login')} value={login} autocomplete="username" isRequired isFocused={login === ''} />
        <TextField
          name="password"
          label={t('signIn.password')}
          type="password"
          autocomplete="current-password"
          isRequired
          isFocused={login !== ''}
        />
        <div class="d-grid mt-2">
          <SubmitButton icon="login-2">{t('signIn.submit')}</SubmitButton>
        </div>
        <a href="/portal/forgotten" class="text-center">
          {t('signIn.forgotten')}
        </a>
      </form>
    </>
  );
}
