export const unit = 'km'
