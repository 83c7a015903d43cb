import { Button, type ButtonProps } from 'react-aria-components';

interface ActionButtonProps extends Omit<ButtonProps, 'className'> {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
}

export function ActionButton({ kind = 'plain', ...props }: ActionButtonProps) {
  return <Button {...props} className={`button button-${kind}`} />;
}
