"""The picture of an office's WeChat QR code: upload, replace, remove."""
