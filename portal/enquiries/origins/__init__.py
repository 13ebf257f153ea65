"""Who brought an enquiry: short links and QR codes of officers, offices, events and brochures."""
